import { ConnectionStatus, type SignInShown } from '../connections/connection-status.tsx';
import { Badge } from '../kit/badge.tsx';
import { Table } from '../kit/table.tsx';

export type ShownValue = {
  label: string;
  /** Its lines; none when it has no value. */
  lines: { label?: string | undefined; text: string; isSecret?: boolean | undefined }[];
  /** The definition's own value, as nobody has given another. */
  isDefault: boolean;
  isMissing: boolean;
  /** Of a connection that somebody signs in for. */
  signIn: SignInShown | undefined;
};

export type ShownSection = { title: string; values: ShownValue[] };

/** The values of an instance under the headings of its pages, secrets hidden. */
export function Values({ sections }: { sections: ShownSection[] }) {
  if (sections.length === 0) return <p class="muted">This version asks for no values.</p>;
  return (
    <>
      {sections.map(({ title, values }, index) => (
        <div class="stack" id={`config-page-${index}`}>
          {sections.length > 1 ? <h3>{title}</h3> : null}
          <Table label={title} even>
            {values.map((value) => (
              <tr>
                <th scope="row">{value.label}</th>
                <td>
                  <Value value={value} />
                </td>
              </tr>
            ))}
          </Table>
        </div>
      ))}
    </>
  );
}

/** A value to read, its secrets hidden. */
export function Value({ value: { lines, isDefault, isMissing, signIn } }: { value: ShownValue }) {
  if (isMissing) return <Badge tone="warn">Needs a value</Badge>;
  if (lines.length === 0) return <span class="muted">Not set</span>;
  return (
    <>
      {lines.map(({ label, text, isSecret }) => (
        <div>
          {label === undefined ? null : <span class="muted">{label} </span>}
          {isSecret ? <Badge icon="eye-off">hidden</Badge> : text}
          {isDefault && lines.length === 1 ? <span class="muted"> · default</span> : null}
        </div>
      ))}
      {isDefault && lines.length > 1 ? <span class="small muted">default</span> : null}
      {signIn ? <ConnectionStatus {...signIn} /> : null}
    </>
  );
}
