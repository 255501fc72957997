import type { Child, PropsWithChildren } from 'hono/jsx';
import { plural } from '../../src/lib/format.ts';
import { Icon } from './icon.tsx';

export type Problem = {
  tone: 'bad' | 'warn';
  href: string;
  where: string;
  message: string;
  /** Where else it is mended, for several at once. */
  mend?: { href: string; label: string } | undefined;
};

type ProblemListProps = {
  problems: Problem[];
  /** "before you can publish". */
  note?: Child;
  id?: string | undefined;
  open?: boolean | undefined;
};

/** What is wrong with a flow, each with the way to it; nothing when nothing is. */
export function ProblemList({ problems, note, id = 'problems', open = true }: ProblemListProps) {
  if (problems.length === 0) return null;
  return (
    <details open={open} id={id}>
      <summary>
        <strong>
          <Icon name="triangle-alert" /> {plural(problems.length, 'problem')}
        </strong>
        {note ? <span class="muted"> {note}</span> : null}
      </summary>
      <ul>
        {problems.map(({ tone, href, where, message, mend }) => (
          <li data-tone={tone}>
            <a href={href}>{where}</a> · {message}
            {mend === undefined ? null : (
              <>
                {' '}
                <a href={mend.href}>{mend.label}</a>
              </>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Stays at the foot of the designer: problems, and what tests a flow. */
export function Dock({ children }: PropsWithChildren) {
  return <div class="dock">{children}</div>;
}
