import type {
  ShownCondition,
  ShownPiece,
  ShownReference,
  ShownValue,
  StepLink,
} from '../../src/definition/read/shown-inputs.ts';
import { LongText } from './long-text.tsx';
import { operatorWords } from './operator-words.ts';

/** Where the values of a step lead to. */
export type ValueLinks = { step(step: StepLink): string; configVar(key: string): string | undefined };

type ValueProps = { value: ShownValue; links: ValueLinks; label: string };

/** An input's value, to read. */
export function Value({ value, links, label }: ValueProps) {
  switch (value.kind) {
    case 'unset':
      return <span class="muted">Not set</span>;
    case 'hidden':
      return <span class="badge">hidden</span>;
    case 'text':
      return <LongText text={value.text} label={label} code={value.language !== undefined} />;
    case 'reference':
      return <Reference reference={value} links={links} />;
    case 'configVar':
      return <ConfigVar name={value.key} links={links} />;
    case 'template':
      return <Template pieces={value.pieces} links={links} />;
    case 'list':
      return (
        <ol class="stack" aria-label={label}>
          {value.items.map((item) => (
            <li>
              <Value value={item} links={links} label={label} />
            </li>
          ))}
        </ol>
      );
    case 'pairs':
      return <Pairs items={value.items} links={links} label={label} />;
    case 'conditions':
      return (
        <ul class="json-tree" aria-label={label}>
          {value.branches.map(({ name, condition }) => (
            <li>
              <span class="badge">{name}</span> <Condition condition={condition} links={links} />
            </li>
          ))}
        </ul>
      );
  }
}

function Reference({ reference, links }: { reference: ShownReference; links: ValueLinks }) {
  const { text, step } = reference;
  return (
    <span>
      <span class="mono">{text}</span>
      {step === undefined ? null : (
        <>
          {' '}
          <span class="small muted">
            from{' '}
            <a href={links.step(step)} hx-boost="true">
              {stepName(step)}
            </a>
          </span>
        </>
      )}
    </span>
  );
}

function ConfigVar({ name, links }: { name: string; links: ValueLinks }) {
  const href = links.configVar(name);
  return href === undefined ? <span>{name}</span> : <a href={href}>{name}</a>;
}

type TemplateProps = { pieces: ShownPiece[]; links: ValueLinks };

/** As it was written; what it takes from elsewhere leads there. */
function Template({ pieces, links }: TemplateProps) {
  return <span class="mono">{pieces.map((piece) => shownPiece(piece, links))}</span>;
}

function shownPiece(piece: ShownPiece, links: ValueLinks) {
  switch (piece.kind) {
    case 'text':
      return piece.text;
    case 'hidden':
      return <span class="badge">hidden</span>;
    case 'configVar': {
      const href = links.configVar(piece.key);
      const text = `{{#${piece.key}}}`;
      return href === undefined ? text : <a href={href}>{text}</a>;
    }
    case 'reference': {
      const text = `{{$${piece.text}}}`;
      if (piece.step === undefined) return text;
      return (
        <a href={links.step(piece.step)} title={`From ${stepName(piece.step)}`} hx-boost="true">
          {text}
        </a>
      );
    }
  }
}

type PairsProps = { items: { name: ShownValue; value: ShownValue }[]; links: ValueLinks; label: string };

function Pairs({ items, links, label }: PairsProps) {
  return (
    <table class="table" aria-label={label}>
      <tbody>
        {items.map(({ name, value }) => (
          <tr>
            <th scope="row" class="small">
              <Value value={name} links={links} label={label} />
            </th>
            <td>
              <Value value={value} links={links} label={label} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Condition({ condition, links }: { condition: ShownCondition; links: ValueLinks }) {
  if (condition.kind === 'compare') {
    const { operator, left, right } = condition;
    return (
      <>
        <Value value={left} links={links} label="Left side" /> <b>{operatorWords(operator)}</b>
        {right === undefined ? null : (
          <>
            {' '}
            <Value value={right} links={links} label="Right side" />
          </>
        )}
      </>
    );
  }
  if (condition.terms.length === 1) {
    return condition.terms.map((term) => <Condition condition={term} links={links} />);
  }
  return (
    <>
      <span class="muted">{condition.kind === 'and' ? 'all of' : 'any of'}</span>
      <ul>
        {condition.terms.map((term) => (
          <li>
            <Condition condition={term} links={links} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** "1 Get order"; the trigger has no number. */
export function stepName({ number, name }: StepLink): string {
  return number === 'trigger' ? name : `${number} ${name}`;
}
