import type { ConfigUse } from '../../src/definition/read/config-uses.ts';
import type { ShownInput } from '../../src/definition/read/shown-inputs.ts';
import { plural } from '../../src/lib/format.ts';
import { links, variableId } from '../../src/lib/links.ts';
import { stepName } from '../../src/lib/ui/step-name.ts';
import { Badge } from '../kit/badge.tsx';
import { LongText } from './long-text.tsx';
import { Value, type ValueLinks } from './step-value.tsx';

/** A config variable to read. */
export type ShownVariable = {
  /** In the definition; undefined for one that a page names and the definition does not have. */
  position: number | undefined;
  key: string;
  type: string;
  description: string;
  defaultValue: string;
  choices: string[];
  isRequired: boolean;
  isStaffOnly: boolean;
  /** Its default is not for showing. */
  isHidden: boolean;
  /** What a connection or data source is filled in with. */
  fields: ShownInput[];
  uses: ConfigUse[];
};

const FEW_USES = 3;

type VariableRowProps = {
  id: string;
  variable: ShownVariable;
  valueLinks: ValueLinks;
  /** Where it stands a second time it cannot be linked to. */
  again: boolean;
  canWrite: boolean;
  /** Whether it stands beside the list, to be changed. */
  isSelected: boolean;
};

export function VariableRow(props: VariableRowProps) {
  const { id, variable, valueLinks, again, canWrite, isSelected } = props;
  const { position, key, type, description, isRequired, isStaffOnly } = variable;
  return (
    <tr
      id={position === undefined || again ? undefined : variableId(position)}
      aria-selected={isSelected ? 'true' : undefined}
    >
      <td>
        {canWrite && position !== undefined ? (
          <a
            class="title"
            href={links.variable(id, key)}
            aria-current={isSelected ? 'true' : undefined}
            hx-boost="true"
          >
            {key}
          </a>
        ) : (
          <div class="title">{key}</div>
        )}
        {position === undefined ? null : (
          <div class="small muted">
            {[type, isRequired ? 'required' : '', isStaffOnly ? 'only staff see it' : '']
              .filter(Boolean)
              .join(' · ')}
          </div>
        )}
        {description === '' ? null : <div class="small">{description}</div>}
      </td>
      {position === undefined ? (
        <>
          <td>
            <Badge tone="bad">not there</Badge> <span class="error">No config variable has this key.</span>
          </td>
          <td class="wide" />
        </>
      ) : (
        <>
          <td>
            <VariableValue variable={variable} valueLinks={valueLinks} />
          </td>
          <td class="wide">
            <Uses id={id} variable={variable} valueLinks={valueLinks} />
          </td>
        </>
      )}
    </tr>
  );
}

/** What it begins with: a default, choices, or the fields that the definition has filled in. */
function VariableValue({ variable, valueLinks }: { variable: ShownVariable; valueLinks: ValueLinks }) {
  const { defaultValue, choices, fields, key, isHidden } = variable;
  if (fields.length > 0) return <Fields fields={fields} valueLinks={valueLinks} name={key} />;
  if (defaultValue === '' && choices.length === 0) return <span class="muted">No default</span>;
  if (defaultValue !== '' && isHidden) return <Badge>hidden</Badge>;
  return (
    <>
      {defaultValue === '' ? null : <LongText text={defaultValue} label={`Default of ${key}`} />}
      {choices.length === 0 ? null : <div class="small muted">{choicesText(choices)}</div>}
    </>
  );
}

const MANY_CHOICES = 8;

function choicesText(choices: string[]): string {
  const shown = choices.slice(0, MANY_CHOICES).join(', ');
  const rest = choices.length - MANY_CHOICES;
  return rest > 0 ? `One of ${shown} and ${rest} more` : `One of ${shown}`;
}

function Fields({
  fields,
  valueLinks,
  name,
}: {
  fields: ShownInput[];
  valueLinks: ValueLinks;
  name: string;
}) {
  const filled = fields.filter(({ value }) => value.kind !== 'unset').length;
  return (
    <details>
      <summary class="small">
        {plural(fields.length, 'field')}
        <span class="muted">, {filled === 0 ? 'none' : filled} filled in</span>
      </summary>
      <table class="table small" aria-label={`Fields of ${name}`}>
        <tbody>
          {fields.map(({ label, value }) => (
            <tr>
              <th scope="row">{label}</th>
              <td>
                <Value value={value} valueLinks={valueLinks} label={label} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Uses({ id, variable, valueLinks }: { id: string; variable: ShownVariable; valueLinks: ValueLinks }) {
  const { uses } = variable;
  if (uses.length === 0) return <Badge tone="warn">not used</Badge>;
  return (
    <span class="small">
      {uses.slice(0, FEW_USES).map((use, index) => (
        <>
          {index === 0 ? null : ', '}
          {use.kind === 'step' ? (
            <a href={links.flowStep({ id, flow: use.flow }, use.number)} title={`Flow ${use.flowName}`}>
              {stepName(use)}
            </a>
          ) : (
            <a href={valueLinks.configVar(use.key)}>{use.key}</a>
          )}
        </>
      ))}
      {uses.length > FEW_USES ? ` and ${uses.length - FEW_USES} more` : null}
    </span>
  );
}
