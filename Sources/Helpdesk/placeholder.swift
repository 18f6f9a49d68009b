// Helpdesk
