// Drawn for Beckon on a grid of 24; see ui/icons.js.

const BODY = "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.8h-15zM10 20.8a2.2 2.2 0 0 0 4 0";

/** A bell, by how things stand. */
export const BELLS = {
  ready: BODY,
  on: `${BODY}!M18 9.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8z`,
  denied: `${BODY}M4 4l16 16`,
};
