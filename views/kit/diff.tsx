import type { DiffLine } from '../../src/definition/diff/lines.ts';

export type DiffRow = {
  /** "Order sync › 1 Get order". */
  where: string;
  /** Which fact of it: "Attempts when it fails". */
  what?: string | undefined;
  before?: string | undefined;
  after?: string | undefined;
  /** Instead of both: texts of several lines, line by line. */
  lines?: DiffLine[] | undefined;
};

type DiffProps = {
  label: string;
  /** "In v14". */
  before: string;
  /** "In the draft". */
  after: string;
  rows: DiffRow[];
  id?: string | undefined;
};

/** A draft against a version, by meaning. */
export function Diff({ label, before, after, rows, id }: DiffProps) {
  return (
    <div class="table-wrap" tabindex={0} role="group" aria-label={label} id={id}>
      <table class="table diff">
        <thead>
          <tr>
            <th scope="col">Where</th>
            <th scope="col">{before}</th>
            <th scope="col">{after}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <th scope="row">
                {row.where}
                {row.what === undefined ? null : <div class="small muted">{row.what}</div>}
              </th>
              {row.lines ? (
                <td colspan={2}>
                  <Lines lines={row.lines} />
                </td>
              ) : (
                <>
                  <Cell text={row.before} tag="del" />
                  <Cell text={row.after} tag="ins" />
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ text, tag }: { text: string | undefined; tag: 'del' | 'ins' }) {
  if (text === undefined) return <td class="muted">–</td>;
  return (
    <td>
      {tag === 'del' ? (
        <del class="badge mono" data-tone="bad">
          {text}
        </del>
      ) : (
        <ins class="badge mono" data-tone="ok">
          {text}
        </ins>
      )}
    </td>
  );
}

function Lines({ lines }: { lines: DiffLine[] }) {
  return (
    <pre class="mono small">
      {lines.map((line) => (
        <Line line={line} />
      ))}
    </pre>
  );
}

/** The sign tells what the colour does, also to who copies the lines. */
function Line({ line: { kind, text } }: { line: DiffLine }) {
  switch (kind) {
    case 'removed':
      return <del class="badge" data-tone="bad">{`- ${text}`}</del>;
    case 'added':
      return <ins class="badge" data-tone="ok">{`+ ${text}`}</ins>;
    case 'same':
      return <span>{`  ${text}`}</span>;
    case 'gap':
      return <span class="muted">{text}</span>;
  }
}
