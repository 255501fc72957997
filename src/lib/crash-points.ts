/*
 * Where a test makes the process die, to prove what survives: the point that STEPWELL_CRASH_AT names, once.
 * Points are `<what>:before-commit`, `<what>:after-commit`, `<what>:before-answer`, `<what>:after-answer`.
 */
let armed: string | undefined;

/** Set once at start by main. */
export function armCrash(point: string | undefined): void {
  armed = point;
}

export function crashPoint(point: string): void {
  if (armed === point) process.kill(process.pid, 'SIGKILL');
}
