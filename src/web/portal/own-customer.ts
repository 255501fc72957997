import { AppError } from '../../lib/errors.ts';
import { isOfCustomer } from '../../models/offers.ts';
import type { User } from '../../models/rights.ts';
import { viewerOf } from '../../models/viewer.ts';

/** How one of a customer's people sees the store. @throws AppError `forbidden` for staff, whom these pages do not admit */
export function ownViewer(user: User) {
  const viewer = viewerOf(user);
  if (isOfCustomer(viewer)) return viewer;
  throw new AppError('forbidden', 'These pages are for people of customers.');
}

/** Whose somebody is. */
export function ownCustomer(user: User): string {
  return ownViewer(user).scope.customerId;
}
