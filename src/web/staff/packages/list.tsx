import * as v from 'valibot';
import { PackagesPage } from '../../../../views/packages/list.tsx';
import { shippedPackages, specifierOf } from '../../../lib/code-packages.ts';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import {
  addPackage,
  deletePackage,
  getPackage,
  listPackages,
  MOST_PACKAGE_MB,
  type Package,
} from '../../../models/packages.ts';
import { may } from '../../../models/rights.ts';
import { change } from '../../kit/change.ts';
import { type FormErrors, refusedFields } from '../../kit/form.ts';
import { goTo, handler, type SignedIn, show } from '../../kit/page.ts';
import { listAddresses } from '../../kit/paging-links.ts';

const PAGE = 50;

type Extras = {
  specifier?: string;
  errors?: FormErrors;
  dialog?: Package;
  cursor?: string | undefined;
};

async function packagesView({ deps, frame, user }: SignedIn, extras: Extras = {}) {
  const { specifier = '', errors = {}, dialog, cursor } = extras;
  const { items, nextCursor } = await listPackages(deps.store.read, { limit: PAGE, cursor });
  const rows = items.map((row) => ({ ...row, specifier: specifierOf(row) }));
  return (
    <PackagesPage
      {...{ frame, rows, specifier, errors, limitMb: MOST_PACKAGE_MB }}
      shipped={shippedPackages().map(specifierOf)}
      canWrite={may(user, 'settings:write')}
      dialog={dialog && { id: dialog.id, specifier: specifierOf(dialog) }}
      {...listAddresses(links.packages(), {}, cursor, nextCursor)}
    />
  );
}

const listQuery = { cursor: v.optional(v.string()) };

export const showPackages = handler({ query: listQuery }, async (visit) =>
  show(await packagesView(visit, { cursor: visit.query.cursor })),
);

export const submitPackage = handler({ limitMb: MOST_PACKAGE_MB + 1 }, async (visit) => {
  const { deps, user, form } = visit;
  const specifier = form.text('specifier');
  const source = (await form.file('file')?.text()) ?? '';
  try {
    await change(deps, user, (tx) => addPackage(tx, deps.store, { specifier, source }, user.name));
  } catch (error) {
    const errors = refusedFields(error, 'specifier');
    return show(await packagesView(visit, { specifier, errors }), statusOf(error));
  }
  return goTo(links.packages());
});

const statusOf = (error: unknown) => (error instanceof AppError && error.code === 'conflict' ? 409 : 422);

export const showPackageDeletion = handler<'id'>(async (visit) => {
  const dialog = await getPackage(visit.deps.store.read, visit.param('id'));
  return show(await packagesView(visit, { dialog }));
});

export const submitPackageDeletion = handler<'id'>(async ({ deps, user, param }) => {
  await change(deps, user, (tx) => deletePackage(tx, deps.store, param('id')));
  return goTo(links.packages());
});
