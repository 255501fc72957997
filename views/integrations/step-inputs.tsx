import type { InputMode, ShownInput } from '../../src/definition/read/shown-inputs.ts';
import { plural, shortened } from '../../src/lib/format.ts';
import { Icon } from '../kit/icon.tsx';
import { Value, type ValueLinks } from './step-value.tsx';

/** An input with what is wrong with it. */
export type PanelInput = ShownInput & { errors: string[] };

const MODES: Record<InputMode, readonly [icon: string, word: string]> = {
  value: ['type', 'Value'],
  reference: ['link', 'Reference'],
  template: ['braces', 'Template'],
  configVar: ['sliders-horizontal', 'Config variable'],
  complex: ['list-tree', 'List'],
};

type StepInputsProps = { inputs: PanelInput[]; valueLinks: ValueLinks };

/** The inputs of a step: those that say something, and folded those that are left as they are. */
export function StepInputs({ inputs, valueLinks }: StepInputsProps) {
  const isSilent = (input: PanelInput) =>
    input.value.kind === 'unset' && input.errors.length === 0 && !(input.isRequired && input.fallback === '');
  const silent = inputs.filter(isSilent);
  const spoken = inputs.filter((input) => !isSilent(input));
  if (inputs.length === 0) return <p class="muted">This takes no inputs.</p>;
  return (
    <>
      {spoken.length === 0 ? null : (
        <ul class="stack">
          {spoken.map((input) => (
            <Spoken input={input} valueLinks={valueLinks} />
          ))}
        </ul>
      )}
      {silent.length === 0 ? null : <Silent inputs={silent} />}
    </>
  );
}

function Spoken({ input, valueLinks }: { input: PanelInput; valueLinks: ValueLinks }) {
  const { label, help, mode, value, errors } = input;
  return (
    <li class="field">
      <div class="row">
        <strong class="grow">{label}</strong>
        {value.kind === 'unset' ? null : <Mode mode={mode} />}
      </div>
      <div>
        <Value value={value} valueLinks={valueLinks} label={label} />
      </div>
      {errors.map((message) => (
        <p class="error">{message}</p>
      ))}
      {value.kind === 'unset' && help !== '' ? <p class="help">{help}</p> : null}
    </li>
  );
}

function Mode({ mode }: { mode: InputMode }) {
  const [icon, word] = MODES[mode];
  return (
    <span class="small muted">
      <Icon name={icon} /> {word}
    </span>
  );
}

/** What is not set, with the default that stands for it. */
function Silent({ inputs }: { inputs: PanelInput[] }) {
  return (
    <details>
      <summary class="small muted">{plural(inputs.length, 'input')} not set</summary>
      <table class="table small" aria-label="Inputs that are not set">
        <tbody>
          {inputs.map(({ label, fallback }) => (
            <tr>
              <th scope="row">{label}</th>
              <td class="muted">{fallback === '' ? 'Not set' : <Default text={fallback} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Default({ text }: { text: string }) {
  return (
    <>
      Default: <span class="mono">{shortened(text, 80)}</span>
    </>
  );
}
