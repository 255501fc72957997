import { absoluteTime, clock } from '../../src/lib/format.ts';
import type { Instant } from '../../src/lib/time.ts';
import { toIso } from '../../src/lib/time.ts';

export type LogLine = { at: Instant; level: string; message: string; id?: string | undefined };

const TONES: Record<string, 'warn' | 'bad'> = { warn: 'warn', error: 'bad', fatal: 'bad' };

/** Log lines, in the order they came. */
export function LogLines({ lines, id }: { lines: LogLine[]; id?: string | undefined }) {
  return (
    <ol class="log" id={id}>
      {lines.map((line) => (
        <li data-tone={TONES[line.level]} id={line.id}>
          <time class="muted" datetime={toIso(line.at)} title={absoluteTime(line.at)}>
            {clock(line.at)}.{String(line.at % 1000).padStart(3, '0')}
          </time>
          <b>{line.level}</b>
          <span>{line.message}</span>
        </li>
      ))}
    </ol>
  );
}
