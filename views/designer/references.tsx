import type { KnownReference } from '../../src/definition/read/known-references.ts';
import { REFERENCES_ID } from '../../src/lib/ui/field-ties.ts';
import { OverIntegration } from '../integrations/over-integration.tsx';
import { Badge } from '../kit/badge.tsx';
import { CopyButton } from '../kit/button.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { Table } from '../kit/table.tsx';

type ReferencesPageProps = {
  frame: Frame;
  integration: IntegrationFacts;
  /** Of each step before it, real ones where it was tested. */
  groups: { name: string; isReal: boolean; references: KnownReference[] }[];
  step: string;
  close: string;
};

const COLUMNS = [{ label: 'Reference' }, { label: 'Value' }, { label: 'Copy', hidden: true }];

/** Over the designer: what a step can refer to, with the values of the last test. */
export function ReferencesPage({ frame, integration, groups, step, close }: ReferencesPageProps) {
  return (
    <OverIntegration
      frame={frame}
      integration={integration}
      id="references"
      title={`What ${step} can refer to`}
      close={close}
    >
      {groups.length === 0 ? <p class="muted">Nothing comes before it.</p> : null}
      {groups.map(({ name, isReal, references }, index) => (
        <details open={index >= groups.length - 2}>
          <summary>
            <strong>{name}</strong> {isReal ? <Badge tone="run">last test</Badge> : <Badge>example</Badge>}
          </summary>
          <Table label={`References to ${name}`} columns={COLUMNS}>
            {references.map(({ path, example }) => (
              <tr>
                <td>
                  <p class="mono">{path}</p>
                </td>
                <td>
                  <p class="muted">{example}</p>
                </td>
                <td>
                  <CopyButton text={path} label={`Copy ${path}`} />
                </td>
              </tr>
            ))}
          </Table>
        </details>
      ))}
      <datalist id={REFERENCES_ID}>
        {groups.flatMap(({ references }) =>
          references.map(({ path, example }) => <option value={path}>{example}</option>),
        )}
      </datalist>
    </OverIntegration>
  );
}
