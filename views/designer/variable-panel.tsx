import type { ConfigUse } from '../../src/definition/read/config-uses.ts';
import { links } from '../../src/lib/links.ts';
import { stepName } from '../../src/lib/ui/step-name.ts';
import type { ValueLinks } from '../integrations/step-value.tsx';
import { Badge } from '../kit/badge.tsx';
import { Button } from '../kit/button.tsx';
import type { Option } from '../kit/control.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { type AskedInput, InputField } from '../kit/input.tsx';
import { MenuItem, MoreMenu } from '../kit/menu.tsx';
import { PanelSection, StepPanel } from '../kit/step-panel.tsx';
import { SeenFields } from './seen.tsx';
import { type AskedStepInput, StepInputField } from './step-inputs.tsx';

type Choice = { value: string; options: Option[] };

/** A config variable to be changed. */
export type EditedVariable = {
  key: string;
  hue: number;
  note: string;
  description: string;
  type: Choice;
  /** One value, a list or rows; undefined for a type of which there are no lists. */
  collection: Choice | undefined;
  page: Choice;
  choices: AskedInput | undefined;
  language: Choice | undefined;
  scheduleType: Choice | undefined;
  default: AskedInput | undefined;
  /** A default that is not shown can only be taken out. */
  hasHiddenDefault: boolean;
  access: Choice;
  isStaffAsked: boolean;
  /** Shared by integrations: it has no fields of its own. */
  isShared: boolean;
  /** The connection that it is, or the data source that offers its values. */
  part: (Choice & { label: string; help: string }) | undefined;
  /** Fields of the connection with who sees them, or inputs of the data source. */
  inputs: { input: AskedStepInput; access: Choice | undefined }[];
  uses: ConfigUse[];
  /** What is wrong with it. */
  problems: string[];
  /** Where it stands on its page. */
  place: { page: number; element: number; isFirst: boolean; isLast: boolean } | undefined;
};

export type VariablePanelProps = {
  frame: Frame;
  id: string;
  revision: number;
  variable: EditedVariable;
  valueLinks: ValueLinks;
  /** What of the form that was sent is wrong, by field, and what was typed there. */
  errors: Record<string, string>;
  typed: Record<string, string>;
};

/** The selected config variable beside the pages, as a form. */
export function VariablePanel(props: VariablePanelProps) {
  const { frame, id, revision, variable, errors, typed } = props;
  const { key, hue, note, description, uses, problems } = variable;
  return (
    <StepPanel
      id="variable-panel"
      title={key}
      note={note}
      hue={hue}
      icon="sliders-horizontal"
      actions={<VariableMenu {...props} />}
    >
      <form method="post" action={links.variableDetails(id)} id="variable-form" data-saves hx-boost="true">
        <SeenFields frame={frame} seen={{ revision, variable: key }} />
        <PanelSection label="Config variable">
          <FormErrors errors={errors} />
          {problems.map((message) => (
            <p class="error">{message}</p>
          ))}
          <Field name="name" label="Name" value={typed.name ?? key} error={errors.name} />
          <Field
            name="description"
            label="Description"
            optional
            kind="textarea"
            rows={2}
            value={typed.description ?? description}
          />
          <TypeFields {...props} />
        </PanelSection>
        <ValueFields {...props} />
        <PartFields {...props} />
        <AccessFields {...props} />
      </form>
      <PanelSection label="Used by" title="Used by">
        <AllUses id={id} uses={uses} />
      </PanelSection>
    </StepPanel>
  );
}

type ChoiceFieldProps = { name: string; label: string; choice: Choice; error?: string | undefined };

function ChoiceField({ name, label, choice, error }: ChoiceFieldProps) {
  return <Field name={name} label={label} kind="select" {...choice} error={error} />;
}

function TypeFields({ variable: { type, collection, page }, errors }: VariablePanelProps) {
  return (
    <>
      <ChoiceField name="type" label="Type" choice={type} error={errors.type} />
      {collection === undefined ? null : (
        <ChoiceField name="collection" label="How many" choice={collection} error={errors.collection} />
      )}
      <ChoiceField name="page" label="Page" choice={page} error={errors.page} />
    </>
  );
}

/** What it may be, and what it begins with. */
function ValueFields({ variable, errors }: VariablePanelProps) {
  const { choices, language, scheduleType, default: preset, hasHiddenDefault } = variable;
  if (preset === undefined) return null;
  return (
    <PanelSection label="Value" title="Value">
      {choices === undefined ? null : <InputField field={choices} />}
      {language === undefined ? null : (
        <ChoiceField name="language" label="Language" choice={language} error={errors.language} />
      )}
      {scheduleType === undefined ? null : (
        <ChoiceField
          name="schedule-type"
          label="Repeats"
          choice={scheduleType}
          error={errors['schedule-type']}
        />
      )}
      <InputField field={preset} />
      {hasHiddenDefault ? (
        <Field kind="checkbox" name="default-gone" value="true" label="Take the default value out" />
      ) : null}
    </PanelSection>
  );
}

function PartFields({ id, variable, valueLinks, errors }: VariablePanelProps) {
  const { part, inputs, isShared } = variable;
  if (part === undefined) return null;
  const { label, help, value, options } = part;
  return (
    <PanelSection label={label} title={label}>
      <Field
        name="part"
        label="Of which component"
        kind="select"
        {...{ value, options, help }}
        error={errors.part}
      />
      {isShared ? (
        <p class="small muted">
          Several integrations share it: its fields are filled in{' '}
          <a href={links.sharedConnections()}>where it is shared</a>.
        </p>
      ) : null}
      {inputs.map(({ input, access }) => (
        <>
          <StepInputField input={input} valueLinks={valueLinks} yaml={links.draftYaml(id)} references={[]} />
          {access === undefined ? null : (
            <ChoiceField
              name={input.name.replace(/^in\./, 'see.')}
              label={`Who is asked for ${input.label}`}
              choice={access}
            />
          )}
        </>
      ))}
    </PanelSection>
  );
}

function AccessFields({ variable: { access, isStaffAsked } }: VariablePanelProps) {
  return (
    <PanelSection label="Who is asked" title="Who is asked">
      <ChoiceField name="access" label="Who sets it" choice={access} />
      <Field
        kind="checkbox"
        name="staff"
        value="true"
        label="Staff are asked for it when they set up an instance"
        checked={isStaffAsked}
      />
      <Button kind="primary">Save variable</Button>
    </PanelSection>
  );
}

/** A page holds the links of so many. */
const MOST_USES = 100;

function AllUses({ id, uses }: { id: string; uses: ConfigUse[] }) {
  if (uses.length === 0)
    return (
      <p>
        <Badge tone="warn">not used</Badge> No step and no other variable reads it.
      </p>
    );
  return (
    <ul>
      {uses.slice(0, MOST_USES).map((use) => (
        <li>
          {use.kind === 'step' ? (
            <>
              <a href={links.flowStep({ id, flow: use.flow }, use.number)}>{stepName(use)}</a>{' '}
              <span class="small muted">{use.flowName}</span>
            </>
          ) : (
            <a href={links.variable(id, use.key)}>{use.key}</a>
          )}
        </li>
      ))}
      {uses.length > MOST_USES ? <li>{`and ${uses.length - MOST_USES} more`}</li> : null}
    </ul>
  );
}

/** What can be done with a config variable as a whole. */
function VariableMenu({ frame, id, revision, variable: { key, place } }: VariablePanelProps) {
  return (
    <MoreMenu name={`More for ${key}`}>
      <form method="post" action={links.configElements(id)} id="variable-menu">
        <SeenFields frame={frame} seen={{ revision, variable: key, page: place?.page }} />
        {place === undefined || place.isFirst ? null : (
          <MenuItem icon="arrow-up" name="up" value={String(place.element)}>
            Move up on its page
          </MenuItem>
        )}
        {place === undefined || place.isLast ? null : (
          <MenuItem icon="arrow-down" name="down" value={String(place.element)}>
            Move down on its page
          </MenuItem>
        )}
        <MenuItem icon="trash-2" danger formaction={links.variableRemoval(id)}>
          Delete variable
        </MenuItem>
      </form>
    </MoreMenu>
  );
}
