import type { JsonLimits } from '../../src/lib/ui/json-nodes.ts';
import { Button, CopyButton } from '../kit/button.tsx';
import { JsonTree } from '../kit/json-tree.tsx';
import { Skeleton } from '../kit/skeleton.tsx';

/** A stored value as the page has it. `large` is read when it is asked for; the file of `not-kept` is gone. */
export type ShownValue =
  | { kind: 'none' }
  | { kind: 'value'; value: unknown; characters: number }
  | { kind: 'large' }
  | { kind: 'not-kept' };

type ValueProps = {
  title: string;
  shown: ShownValue;
  /** The reference to the value. */
  path: string;
  more: string;
  download: string;
  /** What to say where there is none. */
  none: string;
};

/** Up to here a tree is drawn as a whole; of what is larger the first levels, and the rest on demand. */
const WHOLE = 200_000;
const MOST_COPIED = 20_000;
const FIRST_LEVELS: JsonLimits = { depth: 2, breadth: 20, members: 120, text: 500 };

/** What a step was given or gave, as a tree. */
export function Value({ title, shown, path, more, download, none }: ValueProps) {
  const isSmall = shown.kind === 'value' && shown.characters <= MOST_COPIED;
  return (
    <section class="stack" aria-label={title}>
      <div class="row">
        <h3 class="muted small grow">{title}</h3>
        {isSmall ? (
          <CopyButton text={textOf(shown.value)} label={`Copy ${title.toLowerCase()} as JSON`} />
        ) : null}
        {shown.kind === 'none' || shown.kind === 'not-kept' ? null : (
          <Button
            kind="quiet"
            href={download}
            icon="download"
            only={`Download ${title.toLowerCase()}`}
            download
          />
        )}
      </div>
      <ValueTree shown={shown} path={path} more={more} none={none} />
    </section>
  );
}

type ValueTreeProps = Pick<ValueProps, 'shown' | 'path' | 'more' | 'none'>;

function ValueTree({ shown, path, more, none }: ValueTreeProps) {
  if (shown.kind === 'none') return <p class="muted">{none}</p>;
  if (shown.kind === 'not-kept')
    return <p class="muted">No longer kept: its file in the data folder is missing or damaged.</p>;
  if (shown.kind === 'large') return <LargeValue more={more} />;
  const isWhole = shown.characters <= WHOLE;
  return (
    <JsonTree
      value={shown.value}
      path={path}
      more={more}
      open={isWhole ? 2 : 1}
      limits={isWhole ? undefined : FIRST_LEVELS}
    />
  );
}

/** Read by itself as soon as the page is there; without scripts by its link. */
function LargeValue({ more }: { more: string }) {
  const address = `${more}&at=`;
  return (
    <ul class="json-tree">
      <li>
        <Skeleton label="Reading a large value" />
        <a
          class="unscripted"
          href={address}
          hx-get={address}
          hx-trigger="load, click"
          hx-target="closest li"
          hx-swap="outerHTML"
        >
          Show this large value
        </a>
      </li>
    </ul>
  );
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_key, each) => (typeof each === 'bigint' ? String(each) : each), 2) ?? '';
}
