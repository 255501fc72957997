import { JsonTree } from '../kit/json-tree.tsx';
import { Table } from '../kit/table.tsx';

/** An action, a trigger, a connection or a data source. */
export type PartShown = {
  /** Where it is on the page: `action-httpGet`. */
  id: string;
  key: string;
  label: string;
  description: string;
  /** What one has to know of it, a sentence each. */
  facts: string[];
  inputs: InputShown[];
  /** What later steps may get of it; undefined where there is no example. */
  example: { value: unknown } | undefined;
};

export type InputShown = {
  key: string;
  label: string;
  /** In words: "Text", "List of any values". */
  type: string;
  isOptional: boolean;
  help: string;
  example: string;
  fallback: string;
  choices: string[];
};

export function ComponentPartCard({ part }: { part: PartShown }) {
  const { id, key, label, description, facts, inputs, example } = part;
  return (
    <section class="card stack" id={id} aria-labelledby={`${id}-name`}>
      <div class="row">
        <h3 id={`${id}-name`}>{label}</h3>
        <code class="muted">{key}</code>
      </div>
      <p>{[description, ...facts].join(' ')}</p>
      {inputs.length === 0 ? (
        <p class="muted">It takes no inputs.</p>
      ) : (
        <Table label={`Inputs of ${label}`} even named>
          {inputs.map((input) => (
            <InputRow input={input} />
          ))}
        </Table>
      )}
      {example === undefined ? null : (
        <div>
          <p class="small muted">Its result, for example</p>
          <JsonTree value={example.value} />
        </div>
      )}
    </section>
  );
}

function InputRow({ input }: { input: InputShown }) {
  const { key, label, type, isOptional, help, example, fallback, choices } = input;
  return (
    <tr>
      <th scope="row">
        {label}
        <div class="small muted">
          <code>{key}</code> · {type}
          {isOptional ? ' · optional' : null}
        </div>
      </th>
      <td>
        {help}
        {choices.length === 0 ? null : <div class="small muted">One of: {choices.join(', ')}</div>}
        {example === '' ? null : (
          <div class="small muted">
            For example <code>{example}</code>
          </div>
        )}
        {fallback === '' ? null : <Fallback text={fallback} />}
      </td>
    </tr>
  );
}

/** What an input is without being given. Code is shown as it is written. */
function Fallback({ text }: { text: string }) {
  if (!text.includes('\n')) {
    return (
      <div class="small muted">
        When left out <code>{text}</code>
      </div>
    );
  }
  return (
    <>
      <div class="small muted">When left out</div>
      <pre class="small" tabindex={0} role="group" aria-label="What is taken when it is left out">
        {text}
      </pre>
    </>
  );
}
