// Shows what is pushed while no console is in sight, and opens the ticket it is about. Nothing is cached or intercepted.
"use strict";

const consoles = ["", "tickets", "customers", "companies", "settings", "audit", "profile"];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
    let news = {};
    try {
        news = event.data.json();
    } catch {
        // A browser wants a notice shown for every push, even one that cannot be read.
    }
    event.waitUntil(self.registration.showNotification(news.title || "Deskbell", {
        body: news.body || "", tag: news.tag || "deskbell", renotify: true, icon: "/icon-192.png", badge: "/icon-192.png",
        data: { path: news.path || "/tickets" },
    }));
});

self.addEventListener("notificationclick", (event) => {
    event.notification.close();
    const address = new URL(event.notification.data.path, self.location.origin);
    if (address.origin !== self.location.origin) return;
    event.waitUntil(opened(address));
});

/** Shows the page in a console that is open already, else in a new window. */
async function opened(address) {
    const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const page = pages.find((each) => consoles.includes(new URL(each.url).pathname.split("/")[1]));
    if (!page) return self.clients.openWindow(address);
    page.postMessage({ kind: "open", path: address.pathname });
    return page.focus();
}
