import { fieldId } from '../../src/lib/ui/field-ties.ts';
import { ANEW, WAITING } from '../../src/lib/ui/held-fields.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { FieldNotes } from '../kit/field-frame.tsx';
import { type AskedInput, InputField } from '../kit/input.tsx';
import { Skeleton } from '../kit/skeleton.tsx';

/** A value for which a data source offers something. */
export type OfferedValue = {
  field: AskedInput;
  state: 'ready' | 'failed' | 'waiting' | 'needs';
  /** There is something else to choose from by now: what was answered stays until somebody begins anew. */
  isFormer: boolean;
  /** Why nothing is offered: what the data source says, or which values it needs first. */
  message: string;
  /** Where the form is sent for the data source to be called. */
  load: string;
  /** Names of the fields whose values it is called with. */
  watches: string[];
};

const CHANGE_OF = 'delay:500ms from:';

/** It is loaded once the page is there, and again when a value changes that it is asked with; without scripts by a button. */
export function OfferedValuePart({ offered }: { offered: OfferedValue }) {
  const { field, state, isFormer, load, watches } = offered;
  const id = `offer-${fieldId({ name: field.name })}`;
  const changes = watches.map((name) => `change ${CHANGE_OF}#${fieldId({ name })}`);
  const triggers = [...(state === 'waiting' ? ['load'] : []), ...changes].join(', ');
  const live = triggers === '' ? {} : { 'hx-post': load, 'hx-trigger': triggers, 'hx-swap': 'outerMorph' };
  return (
    <div id={id} class="stack" {...live} hx-target="this" hx-select={`#${id}`}>
      {isFormer ? <SomethingElse offered={offered} part={`#${id}`} /> : null}
      {state === 'ready' ? <InputField field={field} /> : <NotThere offered={offered} part={`#${id}`} />}
    </div>
  );
}

/** Asks before what was answered is dropped. */
function SomethingElse({ offered: { field, load }, part }: { offered: OfferedValue; part: string }) {
  const { name, label } = field;
  const again = { 'hx-post': load, 'hx-target': part, 'hx-select': part, 'hx-swap': 'outerMorph' };
  return (
    <Banner
      tone="warn"
      action={
        <Button name={ANEW} value={name} formaction={load} formnovalidate {...again}>
          Start over
          <span class="sr-only"> with {label}</span>
        </Button>
      }
    >
      There is something else to choose from for {label} now. What you have answered stays unless you start
      over.
    </Banner>
  );
}

function NotThere({ offered, part }: { offered: OfferedValue; part: string }) {
  const { field, state, message, load } = offered;
  const { name, label, help, error } = field;
  const id = fieldId({ name });
  const again = { 'hx-post': load, 'hx-target': part, 'hx-select': part, 'hx-swap': 'outerMorph' };
  return (
    <fieldset class="card stack" id={id} aria-labelledby={`${id}-title`}>
      <div>
        <h3 id={`${id}-title`}>{label}</h3>
        <FieldNotes id={id} help={help} error={error} />
      </div>
      <input type="hidden" name={`${name}.${WAITING}`} value="1" />
      {state === 'waiting' ? (
        <>
          <Skeleton label={`Loading choices for ${label}`} lines={2} />
          <div class="unscripted">
            <Button formaction={load} formnovalidate>
              Load choices
            </Button>
          </div>
        </>
      ) : (
        <Banner
          tone="warn"
          action={
            <Button formaction={load} formnovalidate {...again}>
              {state === 'failed' ? 'Retry' : 'Load choices'}
              <span class="sr-only"> for {label}</span>
            </Button>
          }
        >
          {message}
        </Banner>
      )}
    </fieldset>
  );
}
