import type { Mask } from './redact.ts';
import { LARGE_TEXT } from './text-pieces.ts';
import { decode } from './wire.ts';

/** Work on large texts in a thread beside the server's. */
export type Aside = {
  mask: Mask;
  /** What a wire text says. @throws WireError */
  decode(text: string): Promise<unknown>;
  /** What `plainText` makes of a wire text. */
  plain(text: string): Promise<string>;
};

/** What a wire text says: a large one is read in a thread, where there is a way to one. @throws WireError */
export function decodeAside(text: string, aside: Aside | undefined): unknown {
  return aside && text.length > LARGE_TEXT ? aside.decode(text) : decode(text);
}
