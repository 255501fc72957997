import type { Child } from 'hono/jsx';
import type { Editor } from '../../src/inputs/control.ts';
import { fieldId, ties } from '../../src/lib/ui/field-ties.ts';
import { textareaText } from '../../src/lib/ui/textarea-text.ts';
import { FieldFrame } from './field-frame.tsx';

type CodeFieldProps = {
  name: string;
  label: Child;
  value: string;
  editor: Editor;
  rows?: number | undefined;
  help?: Child;
  error?: string | undefined;
  optional?: boolean | undefined;
  aside?: Child;
};

/** A text area in which `editors.js` puts an editor once somebody writes in it; what is written there stays through a swap. */
export function CodeField(props: CodeFieldProps) {
  const { name, label, value, editor, rows = 12, help, error, optional, aside } = props;
  const id = fieldId({ name });
  return (
    <FieldFrame id={id} label={label} help={help} error={error} optional={optional} aside={aside}>
      <div id={editor.id} hx-morph-skip="">
        <textarea
          class="mono"
          id={id}
          name={name}
          rows={rows}
          spellcheck={false}
          data-language={editor.language}
          {...ties({ id, help, error })}
        >
          {textareaText(value)}
        </textarea>
      </div>
    </FieldFrame>
  );
}
