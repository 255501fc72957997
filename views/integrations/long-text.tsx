import { thousands } from '../../src/lib/format.ts';
import { textareaText } from '../../src/lib/ui/textarea-text.ts';

/** Longer texts are folded: so many characters or lines of them are seen at once. */
const SHORT = 240;
const SHORT_LINES = 8;
/** What a page can hold of one text. */
const LONGEST = 100_000;

type LongTextProps = { text: string; label: string; code?: boolean | undefined };

/** A text as it was written: several lines keep their breaks, a long one is folded. */
export function LongText({ text, label, code }: LongTextProps) {
  const lines = text.split('\n');
  const isLong = text.length > SHORT && !code;
  if (!code && !isLong && lines.length === 1) return <span class="mono">{text}</span>;
  const isShort = code
    ? lines.length <= 4 * SHORT_LINES && text.length <= 20 * SHORT
    : !isLong && lines.length <= SHORT_LINES;
  if (isShort) return <Text text={text} label={label} />;
  return (
    <>
      <div class="mono clip">{lines[0]?.slice(0, SHORT).toWellFormed()}</div>
      <details>
        <summary class="small">
          Show all<span class="muted">, {sizeOf(text, lines.length)}</span>
        </summary>
        <Text text={text.slice(0, LONGEST).toWellFormed()} label={label} />
        {text.length > LONGEST ? (
          <p class="small muted">
            {thousands(text.length - LONGEST)} more characters are in the exported file.
          </p>
        ) : null}
      </details>
    </>
  );
}

function Text({ text, label }: { text: string; label: string }) {
  return (
    <pre class="mono" tabindex={0} role="group" aria-label={label}>
      {textareaText(text)}
    </pre>
  );
}

function sizeOf(text: string, lines: number): string {
  return lines > 1 ? `${thousands(lines)} lines` : `${thousands(text.length)} characters`;
}
