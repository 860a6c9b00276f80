/**
 * A phone is what can dial; one that asks for the desktop site is still small and touched. A tablet
 * is touched and says what it is, or that it is a Mac.
 * @returns {"phone" | "tablet" | "desktop"}
 */
export function device() {
  const agent = navigator.userAgent;
  const small = Math.min(screen.width, screen.height) < 600;
  const touched = matchMedia("(pointer: coarse)").matches;
  const says = /Mobi/.test(agent) && !/iPad/.test(agent);
  if (says || (small && touched)) return "phone";
  return touched && /iPad|Mac|Android|Tablet/.test(agent) ? "tablet" : "desktop";
}
