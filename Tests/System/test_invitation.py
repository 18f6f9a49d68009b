"""A supervisor invites a colleague, who chooses a password, is in, and whose link is used up."""

import re

from conftest import shot, sign_in
from people import stamp
from server import OWNER


def test_an_invitation_opens_the_door_once(demo, people, context):
    supervisor = people["supervisor"].json("GET", "/api/v1/session")["user"]["email"]
    email = f"{stamp('nora').replace(' ', '')}@qinghe.example"
    page = context().new_page()
    sign_in(page, demo, supervisor, OWNER[1])
    page.goto(demo.url + "/settings/users")
    page.get_by_role("button", name="Invite someone").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Nora Vik")
    dialog.get_by_label("Email").fill(email)
    # Nobody invites above their own role.
    assert [option.inner_text() for option in dialog.get_by_label("Role").locator("option").all()] == ["Supervisor", "Agent"]
    dialog.get_by_label("Role").select_option("agent")
    dialog.get_by_role("button", name="Make the invitation link").click()
    page.get_by_text("Invitation for Nora Vik").wait_for()
    link = page.get_by_role("dialog").locator("code").inner_text()
    assert re.match(re.escape(demo.url) + r"/invite/\S{20,}$", link)
    shot(page, "invitation-link")
    # Nora, on her own machine.
    guest = context().new_page()
    guest.goto(link)
    guest.get_by_text(f"You sign in as {email}.").wait_for()
    guest.get_by_label("Password").fill("short")
    guest.keyboard.press("Enter")
    assert "/invite/" in guest.url
    guest.get_by_label("Password").fill("twelve quiet herons")
    shot(guest, "invitation")
    guest.keyboard.press("Enter")
    guest.wait_for_url(re.compile("/tickets"))
    guest.get_by_text("Unassigned").first.wait_for()
    # Signed out and in again, with the password she chose.
    again = context().new_page()
    sign_in(again, demo, email, "twelve quiet herons")
    again.get_by_text("Unassigned").first.wait_for()
    # The link is used up, for her and for whoever finds it.
    finder = context().new_page()
    finder.goto(link)
    finder.get_by_text("This invitation is over").wait_for()
    shot(finder, "invitation-over")
    finder.get_by_role("link", name=re.compile("sign in", re.I)).click()
    finder.get_by_label(re.compile("email", re.I)).wait_for()
