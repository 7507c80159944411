/**
 * Who looks at a centre's board, and whose home it is.
 *
 * Owns what the pages offer. Must not: be taken for the rule; the server says no to others.
 */
import { session } from './session';

/** May whoever is signed in look at a centre's board? */
export function seesBoards(): boolean {
  const known = session.value;
  return known.state === 'in' && (known.session.role === 'coordinator' || known.session.role === 'facilitator');
}

/** A facilitator begins where the women are. */
export function beginsAtBoard(): boolean {
  const known = session.value;
  return known.state === 'in' && known.session.role === 'facilitator';
}

