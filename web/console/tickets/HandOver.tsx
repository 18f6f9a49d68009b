import { FormEvent, useState } from "react";
import type { Ticket } from "../../shared/wire";
import { session } from "../session/sessionState";
import { directory } from "../settings/directoryState";
import { Dialog } from "../shell/Dialog";
import { useStore } from "../shell/useStore";
import { t } from "../shell/words";
import { assign, Assignment } from "./ticketActions";

/** Gives a ticket to a colleague or a team with a note that says what they should know. */
export function HandOver({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
    const { users, teams } = useStore(directory, (state) => state);
    const me = useStore(session, (state) => state.user?.id);
    const [to, setTo] = useState("");
    const [note, setNote] = useState("");
    function give(event: FormEvent) {
        event.preventDefault();
        const user = users.find((one) => `user:${one.id}` === to);
        const team = teams.find((one) => `team:${one.id}` === to);
        const wish: Assignment = { note: note.trim() };
        if (user) wish.user = { id: user.id, name: user.name };
        if (team) { wish.team = { id: team.id, name: team.name }; wish.user = null; }
        void assign(ticket, wish);
        onClose();
    }
    return (
        <Dialog title={t("console.ticket.handOver")} size="small" onClose={onClose}>
            <form className="form" onSubmit={give}>
                <label className="field"><span>{t("console.ticket.handTo")}</span>
                    <select className="input" value={to} onChange={(event) => setTo(event.target.value)} required autoFocus>
                        <option value="" disabled>{t("console.choose")}</option>
                        {users.filter((user) => user.active && user.id !== me).map((user) => <option key={user.id} value={`user:${user.id}`}>{user.name}</option>)}
                        {teams.map((team) => <option key={team.id} value={`team:${team.id}`}>{t("console.ticket.teamNamed", { name: team.name })}</option>)}
                    </select></label>
                <label className="field"><span>{t("console.ticket.handNote")}</span>
                    <textarea className="input" value={note} onChange={(event) => setNote(event.target.value)} rows={4} required /></label>
                <footer className="form-foot"><button type="submit" className="button" data-kind="primary">{t("console.ticket.give")}</button></footer>
            </form>
        </Dialog>
    );
}
