import type { AskedCondition, AskedItem } from '../../../../views/designer/list-fields.tsx';
import type { AskedStepInput, AskedValue } from '../../../../views/designer/step-inputs.tsx';
import { withPlainEnds } from '../../../lib/plain-ends.ts';

/** What stands in a form, by field. */
type Typed = Record<string, string>;

/** An input whose change was refused, with what was typed in its fields; secrets are typed again. */
export function asTyped(printed: AskedStepInput, typed: Typed): AskedStepInput {
  return { ...printed, asked: typedValue(printed, typed) };
}

function typedValue({ name, asked }: AskedStepInput, typed: Typed): AskedValue {
  switch (asked.as) {
    case 'shown':
      return asked;
    case 'text':
    case 'pick':
      return { ...asked, value: textIn(typed, name) ?? asked.value };
    case 'control': {
      const { control } = asked;
      const value = textIn(typed, name);
      if (value === undefined || !('value' in control)) return asked;
      return { ...asked, control: { ...control, value } };
    }
    case 'items':
      return { ...asked, items: asked.items.map((item) => typedItem(item, typed)) };
    case 'object': {
      const { choice, fields } = asked;
      const value = choice && (textIn(typed, choice.name) ?? choice.value);
      return {
        ...asked,
        ...(choice && value !== undefined && { choice: { ...choice, value } }),
        fields: fields.map((field) => asTyped(field, typed)),
      };
    }
    case 'objects': {
      const rows = asked.rows.map((row) => ({
        ...row,
        key: textIn(typed, `${row.name}.key`) ?? row.key,
        fields: row.fields.map((field) => asTyped(field, typed)),
      }));
      return { ...asked, rows };
    }
    case 'branches': {
      const branches = asked.branches.map((branch) => ({
        ...branch,
        title: textIn(typed, `${branch.name}.key`) ?? branch.title,
        condition: typedCondition(branch.condition, typed),
      }));
      return { ...asked, branches };
    }
  }
}

function textIn(typed: Typed, name: string): string | undefined {
  const text = typed[name];
  return text === undefined ? undefined : withPlainEnds(text);
}

function typedItem(item: AskedItem, typed: Typed): AskedItem {
  const { name } = item;
  const mode = typed[`${name}.mode`];
  return {
    ...item,
    key: typed[`${name}.key`] ?? item.key,
    value: item.isHidden ? '' : (textIn(typed, name) ?? item.value),
    mode:
      mode === 'value' || mode === 'reference' || mode === 'template' || mode === 'config' ? mode : item.mode,
  };
}

function typedCondition(condition: AskedCondition, typed: Typed): AskedCondition {
  const operator = typed[`${condition.name}.op`];
  if (condition.kind === 'group')
    return {
      ...condition,
      all: operator === undefined ? condition.all : operator !== 'or',
      terms: condition.terms.map((term) => typedCondition(term, typed)),
    };
  return {
    ...condition,
    operator: operator ?? condition.operator,
    left: typedItem(condition.left, typed),
    right: condition.right && typedItem(condition.right, typed),
  };
}
