import * as v from 'valibot';
import { TokensPage } from '../../../../views/settings/tokens.tsx';
import { AppError } from '../../../lib/errors.ts';
import { newId } from '../../../lib/ids.ts';
import { links } from '../../../lib/links.ts';
import {
  type ApiToken,
  createApiToken,
  getApiToken,
  type ListedToken,
  listApiTokens,
  revokeApiToken,
} from '../../../models/api-tokens.ts';
import { grantedRole, isAbove, refuseOwnersOf } from '../../../models/granted-roles.ts';
import { may } from '../../../models/rights.ts';
import { change } from '../../kit/change.ts';
import { type FormErrors, refusedFields } from '../../kit/form.ts';
import { formId } from '../../kit/form-id.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { listAddresses } from '../../kit/paging-links.ts';
import { grantableRoles, roleName } from './roles.ts';

const PAGE = 50;

type Extras = {
  values?: Record<string, string>;
  errors?: FormErrors;
  made?: { name: string; token: string };
  repeated?: string;
  id?: string;
  dialog?: ApiToken;
  cursor?: string | undefined;
};

async function tokensView({ deps, frame, user }: SignedIn, extras: Extras) {
  const { values = {}, errors = {}, made, repeated, dialog, cursor, id = newId('tok') } = extras;
  const { items, nextCursor } = await listApiTokens(deps.store.read, { limit: PAGE, cursor });
  const { older } = listAddresses(links.tokens(), {}, cursor, nextCursor);
  const rows = items.map((each) => ({
    ...each,
    roleName: roleName(each.role),
    warning: warningOf(each),
    canRevoke: each.role !== 'owner' || may(user, 'owners:write'),
  }));
  const facts = {
    frame,
    id,
    rows,
    roles: grantableRoles(user),
    values,
    errors,
    made,
    repeated,
    dialog,
    older,
  };
  return <TokensPage {...facts} url={deps.publicUrl()} />;
}

/** Whoever made a token may know it still. */
function warningOf({ role, makerRole }: ListedToken): string | undefined {
  if (makerRole === 'gone') return 'Its maker has left';
  return makerRole && isAbove(role, makerRole) ? `Its maker is ${roleName(makerRole)} now` : undefined;
}

export const showTokens = handler({ query: { cursor: v.optional(v.string()) } }, async (visit) =>
  show(await tokensView(visit, { cursor: visit.query.cursor })),
);

export const submitToken = handler(async (visit) => {
  const { deps, user, form } = visit;
  const id = formId(form, 'tok');
  try {
    const fields = {
      name: form.text('name'),
      role: grantedRole(user, form.text('role')),
      createdBy: user,
    };
    const { token, apiToken } = await change(deps, user, (tx) => createApiToken(tx, fields, id));
    return show(await tokensView(visit, { made: { name: apiToken.name, token } }));
  } catch (error) {
    if (error instanceof AppError && error.code === 'conflict') {
      return show(await tokensView(visit, { repeated: error.message }), 409);
    }
    const errors = refusedFields(error, 'name');
    return show(await tokensView(visit, { values: form.values, errors, id }), 422);
  }
});

export const showRevocation = handler<'id'>(async (visit) => {
  const token = await getApiToken(visit.deps.store.read, visit.param('id'));
  refuseOwnersOf(visit.user, token.role);
  return show(await tokensView(visit, { dialog: token }));
});

export const submitRevocation = handler<'id'>(async ({ deps, user, param }) => {
  const token = await getApiToken(deps.store.read, param('id'));
  refuseOwnersOf(user, token.role);
  await change(deps, user, (tx) => revokeApiToken(tx, token.id));
  return goTo(links.tokens());
});
