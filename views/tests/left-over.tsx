import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Table } from '../kit/table.tsx';

export type LeftOver = {
  /** Keys of flows whose test URLs are still there. */
  urls: string[];
  /** Steps whose outputs are still pinned. */
  pinned: { flow: string; step: string }[];
};

type LeftOverProps = LeftOver & { csrf: string; id: string; canWrite: boolean };

/** What tests keep of flows and steps that are gone; nothing where there is none. */
export function LeftOverSection({ csrf, id, canWrite, urls, pinned }: LeftOverProps) {
  if (urls.length + pinned.length === 0) return null;
  const kept = [
    ...urls.map((flow) => ({ what: 'Test URL', flow, step: '', action: links.testUrlRemoval(id) })),
    ...pinned.map((each) => ({ what: 'Pinned output', ...each, action: links.pinnedOutputRemoval(id) })),
  ];
  return (
    <section class="stack" aria-label="Left over">
      <h2>Left over</h2>
      <p class="help">
        These belong to flows and steps that the draft no longer has. They are used again where undo brings
        those back.
      </p>
      <Table
        label="Left over"
        columns={[{ label: 'What' }, { label: 'Flow' }, { label: 'Step' }, { label: '' }]}
      >
        {kept.map(({ what, flow, step, action }) => (
          <tr>
            <th scope="row">{what}</th>
            <td class="mono">{flow}</td>
            <td class="mono">{step}</td>
            <td class="num">
              {canWrite ? (
                <form method="post" action={action} aria-label={`${what} of ${flow} ${step}`}>
                  <Csrf token={csrf} />
                  <input type="hidden" name="flow" value={flow} />
                  <input type="hidden" name="step" value={step} />
                  <input type="hidden" name="return" value={links.testRuns(id)} />
                  <Button>Remove</Button>
                </form>
              ) : null}
            </td>
          </tr>
        ))}
      </Table>
    </section>
  );
}
