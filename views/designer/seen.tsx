import { Csrf } from '../kit/csrf.tsx';
import type { Frame } from '../kit/frame.ts';

/** What a form of the designer is about. */
export type Seen = {
  /** The draft that it was printed of. */
  revision: number;
  flow?: string | undefined;
  step?: string | undefined;
  /** A config variable, by its key. */
  variable?: string | undefined;
  /** A page of the configuration, by its place from 0. */
  page?: number | undefined;
};

/** Hidden in each form of the designer: whose it is, and which draft its sender has seen. */
export function SeenFields({ frame, seen }: { frame: Frame; seen: Seen }) {
  const { revision, flow, step, variable, page } = seen;
  return (
    <>
      <Csrf token={frame.csrf} />
      <input type="hidden" name="revision" value={String(revision)} />
      {flow === undefined ? null : <input type="hidden" name="flow" value={flow} />}
      {step === undefined ? null : <input type="hidden" name="step" value={step} />}
      {variable === undefined ? null : <input type="hidden" name="variable" value={variable} />}
      {page === undefined ? null : <input type="hidden" name="at" value={String(page)} />}
    </>
  );
}
