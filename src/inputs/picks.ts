import { isList } from '../lib/records.ts';
import type { Kind } from './kind.ts';
import { heldValue, listOf } from './list.ts';
import { picklist } from './picklist.ts';
import { isOutdated, OUTDATED, stampOf } from './source.ts';

const list = listOf(picklist);

/** Several of a few texts: a box for each; a list to type where none are named. */
export const picks: Kind = {
  ...list,
  read(typed, declared, held) {
    const { options } = declared;
    if (options.length === 0) return list.read(typed, declared, held);
    if (isOutdated(typed, options)) return OUTDATED;
    const chosen = withGone(options, held).filter((_, index) => typed(`o${index}`) !== '');
    return chosen.length === 0 ? { is: 'empty' } : { is: 'value', value: chosen.map(({ value }) => value) };
  },
  control(held, declared, typed) {
    const { options } = declared;
    if (options.length === 0) return list.control(held, declared, typed);
    const stored = textsIn(held);
    const isSent = typed !== undefined && !isOutdated(typed, options);
    const all = withGone(options, held).map(({ value, label }, index) => ({
      ...{ name: `o${index}`, label },
      isOn: isSent ? typed(`o${index}`) !== '' : stored.includes(value),
    }));
    return { as: 'picks', stamp: stampOf(options), options: all };
  },
};

/** What is offered, and what is stored and not offered any more. */
function withGone(options: readonly { value: string; label: string }[], held: unknown) {
  const gone = textsIn(held).filter((value) => !options.some((option) => option.value === value));
  return [...options, ...gone.map((value) => ({ value, label: `${value} (not offered)` }))];
}

function textsIn(held: unknown): string[] {
  const items = heldValue(held);
  return (isList(items) ? items : []).flatMap((item) => (typeof item === 'string' ? item : []));
}
