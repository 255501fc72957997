import { Badge } from '../kit/badge.tsx';
import { Table } from '../kit/table.tsx';

export type FileProblem = {
  severity: 'error' | 'warning' | 'info';
  path: string;
  message: string;
  line?: number | undefined;
};

const LOOKS = {
  error: { tone: 'bad', word: 'Error' },
  warning: { tone: 'warn', word: 'Warning' },
  info: { tone: undefined, word: 'Note' },
} as const;

const COLUMNS = [{ label: 'Kind' }, { label: 'Line', num: true }, { label: 'Problem' }];

/** What is odd about a definition file, each with its line and its place in the document. */
export function FileProblems({ problems }: { problems: FileProblem[] }) {
  return (
    <Table label="Problems" columns={COLUMNS}>
      {problems.map(({ severity, path, message, line }) => (
        <tr>
          <td>
            <Badge tone={LOOKS[severity].tone}>{LOOKS[severity].word}</Badge>
          </td>
          <td class="num mono">{line ?? <span class="muted">–</span>}</td>
          <td>
            <p>{message}</p>
            {path === '' ? null : <p class="small muted mono">{path}</p>}
          </td>
        </tr>
      ))}
    </Table>
  );
}
