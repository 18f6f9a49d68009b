/** The panel's own strokes on a 16 by 16 grid: cut outlines of these would cost a twentieth of its whole budget. */
export const icons = {
    close: "M3.5 3.5l9 9M12.5 3.5l-9 9",
    up: "M8 13.5v-11M3.5 7 8 2.5 12.5 7",
    clip: "M11.5 4.5v6.7a3.5 3.5 0 0 1-7 0V4a2.3 2.3 0 0 1 4.6 0v6.9a1.1 1.1 0 0 1-2.2 0V5",
    smile: "M8 1.2a6.8 6.8 0 1 0 .01 0M5.7 5.7v1.1M10.3 5.7v1.1M4.8 9.8a3.8 3.8 0 0 0 6.4 0",
};
