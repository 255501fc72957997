import { links } from '../../../lib/links.ts';
import { signInStart } from '../../connection-sign-in.tsx';

export const startSignIn = signInStart(links.connection, links.connectionAuthorization);
