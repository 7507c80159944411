/**
 * The programme's tracks, named for whoever reads.
 *
 * Owns asking for them. A programme may have none, and then no form asks.
 */
import { api } from '../../api/client';
import { useLive } from './live';
import { inLocale } from './words';

export function useTracks(): readonly { readonly id: string; readonly title: string }[] {
  const catalogue = useLive('catalogue', api.catalogue).value;
  return (catalogue?.tracks ?? []).map(({ id, title }) => ({ id, title: inLocale(title) }));
}
