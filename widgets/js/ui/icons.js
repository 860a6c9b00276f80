// Drawn for Beckon on a grid of 24: lines, then after each `!` a shape (its inner outlines are holes).

const HANDSET =
  "M6.7 4.3l1.9-.4c.6-.1 1.2.2 1.4.8l1.1 2.7c.2.5.1 1.1-.3 1.5L9.2 9.5a11.6 11.6 0 0 0 5.3 5.3l1.6-1.6c.4-.4 1-.5 1.5-.3l2.7 1.1c.6.2.9.8.8 1.4l-.4 1.9c-.2 1.2-1.3 2.1-2.5 2C10.9 20.1 4.9 14.1 4.7 6.8c0-1.2.8-2.3 2-2.5z";

export const PHONE = `!${HANDSET}`;
export const CALLBACK = `M20.5 3.5l-5.7 5.7M14.6 4.6v4.6h4.6!${HANDSET}`;
export const CLOSE = "M6.5 6.5l11 11M17.5 6.5l-11 11";
export const CLOCK = "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3 2";
export const CHECK = "M5 12.5l4.6 4.6L19 7.5";
