/** Fields in which a form that was sent without a session waits: what was typed, and where it goes. */
export const HELD_FIELD = '_held';
export const HELD_PATH_FIELD = '_held_path';

/** The field that names another one, of which nothing is kept: its choices are answered anew. */
export const ANEW = 'anew';

/** The part of a field that says: what is offered for it was not there yet. */
export const WAITING = 'waiting';
