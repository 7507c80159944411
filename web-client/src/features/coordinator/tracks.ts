/**
 * The programme's tracks and regions, named for whoever reads.
 *
 * Owns asking for them. A programme may have none, and then no form asks.
 */
import { api } from '../../api/client';
import { useLive } from './live';
import { inLocale } from './words';

type Named = readonly { readonly id: string; readonly title: string }[];

export function useTracks(): Named {
  const catalogue = useLive('catalogue', api.catalogue).value;
  return (catalogue?.tracks ?? []).map(({ id, title }) => ({ id, title: inLocale(title) }));
}

export function useRegions(): Named {
  const catalogue = useLive('catalogue', api.catalogue).value;
  return (catalogue?.regions ?? []).map(({ id, title }) => ({ id, title: inLocale(title) }));
}
