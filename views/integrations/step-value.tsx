import type {
  ShownCondition,
  ShownPiece,
  ShownReference,
  ShownValue,
  StepLink,
} from '../../src/definition/read/shown-inputs.ts';
import { operatorWords } from '../../src/lib/ui/operator-words.ts';
import { stepName } from '../../src/lib/ui/step-name.ts';
import { LongText } from './long-text.tsx';

/** Where the values of a step lead to. */
export type ValueLinks = { step(step: StepLink): string; configVar(key: string): string | undefined };

type ValueProps = { value: ShownValue; valueLinks: ValueLinks; label: string };

/** An input's value, to read. */
export function Value({ value, valueLinks, label }: ValueProps) {
  switch (value.kind) {
    case 'unset':
      return <span class="muted">Not set</span>;
    case 'hidden':
      return <span class="badge">hidden</span>;
    case 'text':
      return <LongText text={value.text} label={label} code={value.language !== undefined} />;
    case 'reference':
      return <Reference reference={value} valueLinks={valueLinks} />;
    case 'configVar':
      return <ConfigVar name={value.key} valueLinks={valueLinks} />;
    case 'template':
      return <Template pieces={value.pieces} valueLinks={valueLinks} />;
    case 'list':
      return (
        <ol class="stack" aria-label={label}>
          {value.items.map((item) => (
            <li>
              <Value value={item} valueLinks={valueLinks} label={label} />
            </li>
          ))}
        </ol>
      );
    case 'pairs':
      return <Pairs items={value.items} valueLinks={valueLinks} label={label} />;
    case 'conditions':
      return (
        <ul class="json-tree" aria-label={label}>
          {value.branches.map(({ name, condition }) => (
            <li>
              <span class="badge">{name}</span> <Condition condition={condition} valueLinks={valueLinks} />
            </li>
          ))}
        </ul>
      );
  }
}

function Reference({ reference, valueLinks }: { reference: ShownReference; valueLinks: ValueLinks }) {
  const { text, step } = reference;
  return (
    <span>
      <span class="mono">{text}</span>
      {step === undefined ? null : (
        <>
          {' '}
          <span class="small muted">
            from{' '}
            <a href={valueLinks.step(step)} hx-boost="true">
              {stepName(step)}
            </a>
          </span>
        </>
      )}
    </span>
  );
}

function ConfigVar({ name, valueLinks }: { name: string; valueLinks: ValueLinks }) {
  const href = valueLinks.configVar(name);
  return href === undefined ? <span>{name}</span> : <a href={href}>{name}</a>;
}

type TemplateProps = { pieces: ShownPiece[]; valueLinks: ValueLinks };

/** As it was written; what it takes from elsewhere leads there. */
function Template({ pieces, valueLinks }: TemplateProps) {
  return <span class="mono">{pieces.map((piece) => shownPiece(piece, valueLinks))}</span>;
}

function shownPiece(piece: ShownPiece, valueLinks: ValueLinks) {
  switch (piece.kind) {
    case 'text':
      return piece.text;
    case 'hidden':
      return <span class="badge">hidden</span>;
    case 'configVar': {
      const href = valueLinks.configVar(piece.key);
      const text = `{{#${piece.key}}}`;
      return href === undefined ? text : <a href={href}>{text}</a>;
    }
    case 'reference': {
      const text = `{{$${piece.text}}}`;
      if (piece.step === undefined) return text;
      return (
        <a href={valueLinks.step(piece.step)} title={`From ${stepName(piece.step)}`} hx-boost="true">
          {text}
        </a>
      );
    }
  }
}

type PairsProps = { items: { name: ShownValue; value: ShownValue }[]; valueLinks: ValueLinks; label: string };

function Pairs({ items, valueLinks, label }: PairsProps) {
  return (
    <table class="table" aria-label={label}>
      <tbody>
        {items.map(({ name, value }) => (
          <tr>
            <th scope="row" class="small">
              <Value value={name} valueLinks={valueLinks} label={label} />
            </th>
            <td>
              <Value value={value} valueLinks={valueLinks} label={label} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Condition({ condition, valueLinks }: { condition: ShownCondition; valueLinks: ValueLinks }) {
  if (condition.kind === 'compare') {
    const { operator, left, right } = condition;
    return (
      <>
        <Value value={left} valueLinks={valueLinks} label="Left side" /> <b>{operatorWords(operator)}</b>
        {right === undefined ? null : (
          <>
            {' '}
            <Value value={right} valueLinks={valueLinks} label="Right side" />
          </>
        )}
      </>
    );
  }
  if (condition.terms.length === 1) {
    return condition.terms.map((term) => <Condition condition={term} valueLinks={valueLinks} />);
  }
  return (
    <>
      <span class="muted">{condition.kind === 'and' ? 'all of' : 'any of'}</span>
      <ul>
        {condition.terms.map((term) => (
          <li>
            <Condition condition={term} valueLinks={valueLinks} />
          </li>
        ))}
      </ul>
    </>
  );
}
