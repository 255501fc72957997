import type { Mask } from './redact.ts';

/** Work on large texts in a thread beside the server's. */
export type Aside = {
  mask: Mask;
  /** What a wire text says. @throws WireError */
  decode(text: string): Promise<unknown>;
};
