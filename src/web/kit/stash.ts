import * as v from 'valibot';
import type { Held } from '../../../views/account/stash.tsx';
import { Secret, type Vault } from '../../lib/crypto.ts';
import { AppError } from '../../lib/errors.ts';
import { DAY, now } from '../../lib/time.ts';
import { HELD_FIELD } from '../../lib/ui/held-fields.ts';
import { CSRF_FIELD } from './csrf.ts';
import { type Form, formOf } from './form.ts';

/*
 * A form whose sender was signed out meanwhile: it waits in the sender's own browser, sealed, since it may hold secrets
 * that no page prints back, and does its work once they have signed in and sent it again.
 */

/** In bytes: as much as a sign-in, which anybody may send, takes in besides. */
const LARGEST = 64_000;
const KEPT = DAY;

const placeOf = (path: string) => ({ table: 'forms', column: 'held', row: path });

/** @param path where the form was sent @returns undefined for what is too large to wait, and for files */
export function holdForm(vault: Vault, path: string, form: Form): Held | undefined {
  const typed = form.entries.filter(([name]) => name !== CSRF_FIELD);
  const hasFile = typed.some(([, value]) => value instanceof File && value.size > 0);
  const text = JSON.stringify({
    at: now(),
    typed: typed.filter(([, value]) => typeof value === 'string'),
  });
  if (hasFile || typed.length === 0 || Buffer.byteLength(text) > LARGEST) return undefined;
  return { path, sealed: vault.seal(new Secret(text), placeOf(path)) };
}

const heldText = v.object({ at: v.number(), typed: v.array(v.tuple([v.string(), v.string()])) });

/** The form as it was sent first, where one comes back that has waited; any other as it is. @throws AppError `conflict` */
export function releaseForm(vault: Vault, path: string, form: Form): Form {
  const sealed = form.text(HELD_FIELD);
  if (sealed === '') return form;
  const { at, typed } = open(vault, sealed, path);
  if (now() - at > KEPT) throw tooOld();
  return formOf([...typed, [CSRF_FIELD, form.text(CSRF_FIELD)]]);
}

function open(vault: Vault, sealed: string, path: string): v.InferOutput<typeof heldText> {
  try {
    return v.parse(heldText, JSON.parse(vault.open(sealed, placeOf(path)).reveal()));
  } catch {
    throw tooOld();
  }
}

function tooOld(): AppError {
  return new AppError('conflict', 'This form was kept for a day. Open its page and fill it in again.');
}
