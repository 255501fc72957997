import type { ActorKind } from '../db/schema.ts';
import type { Actor } from './rights.ts';

/** Who makes a change, as it is noted with it: the name as it is now. */
export type Author = { kind: ActorKind; id: string; name: string };

/** Whoever asks, as the author of what comes of it. */
export function authorOf({ kind, id, name }: Actor): Author {
  // Actors of tokens are named so that no person's id is ever one of theirs.
  return { kind, id: kind === 'token' ? id.replace(/^token:/, '') : id, name };
}

/** A command of the terminal, such as `import`. */
export function commandAuthor(name: string): Author {
  return { kind: 'command', id: name, name: `stepwell ${name}` };
}
