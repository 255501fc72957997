import { ties } from '../../src/lib/ui/field-ties.ts';
import type { Tone } from './attributes.ts';
import { FieldFrame } from './field-frame.tsx';
import { Icon } from './icon.tsx';

const MODES = {
  value: ['type', 'Value', undefined],
  reference: ['link', 'Reference', 'run'],
  template: ['braces', 'Template', undefined],
  config: ['sliders-horizontal', 'Config variable', 'brand'],
} as const satisfies Record<string, readonly [string, string, Tone | undefined]>;

/** How an input of a step gets its value. */
export type InputMode = keyof typeof MODES;

const ORDER: InputMode[] = ['value', 'reference', 'template', 'config'];

type InputModesProps = { name: string; label: string; mode: InputMode; modes?: InputMode[] | undefined };

/** The switch between value, reference, template and config variable. */
export function InputModes({ name, label, mode, modes = ORDER }: InputModesProps) {
  return (
    <span class="modes" role="radiogroup" aria-label={`How ${label} gets its value`}>
      {modes.map((each) => (
        <label title={MODES[each][1]}>
          <input
            type="radio"
            name={`${name}-mode`}
            value={each}
            checked={each === mode}
            aria-label={MODES[each][1]}
          />
          <Icon name={MODES[each][0]} />
        </label>
      ))}
    </span>
  );
}

type StepInputProps = {
  id: string;
  label: string;
  mode: InputMode;
  value: string;
  optional?: boolean | undefined;
  help?: string | undefined;
  error?: string | undefined;
};

/** An input of a step, to read: how it gets its value, and which. */
export function StepInput({ id, label, mode, value, optional, help, error }: StepInputProps) {
  const [icon, word, tone] = MODES[mode];
  const rows = Math.min(8, value.split('\n').length);
  const tied = ties({ id, help, error });
  const modeName = <span class="small muted">{word}</span>;
  return (
    <FieldFrame id={id} label={label} optional={optional} help={help} error={error} aside={modeName}>
      <div class="with-icon" data-tone={tone}>
        <Icon name={icon} />
        {rows > 1 ? (
          <textarea class="mono" id={id} rows={rows} readonly {...tied}>
            {value}
          </textarea>
        ) : (
          <input class="mono" id={id} value={value} readonly {...tied} />
        )}
      </div>
    </FieldFrame>
  );
}
