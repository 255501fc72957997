import { links } from '../../../lib/links.ts';
import { signInStart } from '../../connection-sign-in.tsx';

export const startOwnSignIn = signInStart(links.marketplaceConnections, links.marketplaceSignInFor);
