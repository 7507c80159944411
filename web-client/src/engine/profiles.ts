/**
 * Who is on this phone: profiles as the lock screen shows them, and proving that one is hers.
 *
 * Owns these shapes. Must not: import anything or hold state.
 */

/** Opaque local id of a profile on this device; says nothing about who it is. */
export type ProfileId = string & { readonly __brand: 'ProfileId' };

/** The two ways to prove oneself. `none`: made before there were secrets; one is to be chosen at once. */
export type SecretKind = 'digits' | 'pictures';

/** What she opens her profile with. */
export type Secret =
  /** Exactly six digits. */
  | { readonly kind: 'digits'; readonly digits: string }
  /** Five of the sixteen secret pictures (0 to 15) in order; one may come again. */
  | { readonly kind: 'pictures'; readonly pictures: readonly number[] };

/** Proof, once more, of who holds the phone, before something that cannot be taken back. */
export type Proof =
  /** Only for a profile that has no secret yet. */
  | { readonly by: 'none' }
  | { readonly by: 'secret'; readonly secret: Secret }
  /** The twelve words as typed, in either language, or the text of the card's QR. */
  | { readonly by: 'card'; readonly text: string }
  /** Two holders of the centre's key have just opened it for her. Only for choosing a new secret. */
  | { readonly by: 'centre' };

/** Somebody of the staff who holds a part of the centre's key. */
export interface Helper {
  /** Who, as a use of the key names her: 16 hex digits. */
  readonly staff: string;
  readonly name: string;
}

/** A request that holders can see now. */
export type Asked =
  /** `code` is said to them, or shown; `expiresAt` in seconds since 1970, corrected. */
  | { readonly result: 'asked'; readonly code: string; readonly expiresAt: number }
  | { readonly result: 'wait'; readonly waitSeconds: number };

/** How a request stands. */
export type Asking =
  | { readonly result: 'waits'; readonly names: readonly string[] }
  | { readonly result: 'over' }
  | { readonly result: 'ok'; readonly profile: ProfileId };

/** Who is to be opened: a profile that the lock screen shows, or "otro perfil" by its picture. */
export type Who = ProfileId | { readonly other: number };

/** How a try ended. Nothing but this tells whether a profile behind "otro perfil" exists. */
export type Tried =
  | { readonly result: 'ok'; readonly profile: ProfileId }
  /** Not the secret. `waitSeconds` before the next try, 0 when it may be at once. */
  | { readonly result: 'wrong'; readonly waitSeconds: number }
  /** Too soon after wrong tries: nothing was tried and nothing counted. */
  | { readonly result: 'wait'; readonly waitSeconds: number };

/** A recovery card, shown once and kept nowhere. Words and QR say the same. */
export interface Card {
  /** Twelve words in each language; either set opens. */
  readonly words: Readonly<Record<'es' | 'en', readonly string[]>>;
  /** Text of the QR: capital letters and digits only, and it names nobody. */
  readonly qr: string;
}

/** What would be gone for ever if a profile left this phone now. */
export interface Loss {
  /** Things saved here that the office is not known to have. */
  readonly unsent: number;
  /** The count may lag behind (a killed tab): there may be more. */
  readonly perhapsMore: boolean;
  /** The office has all, but is not known to have it in a backup. */
  readonly notBackedUp: boolean;
}

export type Removal = { readonly result: 'removed' } | { readonly result: 'would_lose'; readonly loss: Loss };

/** After so long out of sight a profile is locked. */
export type HiddenSeconds = 30 | 120;

/** What the lock screen may show of a profile without opening it. */
export interface ProfileSummary {
  readonly id: ProfileId;
  /** Index of the picture (0 to 23) in `ui/pictures`; unique among those that are not hidden. */
  readonly picture: number;
  /** Things saved here and not yet confirmed by the office; 0 when the owner hides her counts. */
  readonly unsent: number;
  /** True once something was saved and the office has all of it; false when counts are hidden. */
  readonly allArrived: boolean;
  readonly secret: SecretKind | 'none';
  readonly countsHidden: boolean;
  /** Behind "otro perfil". Such a profile is only ever told of to a tab that has it open. */
  readonly hidden: boolean;
  /** Only when the owner wants one. */
  readonly name?: string;
  /** Seconds before the next try when this was told; 0 when free. */
  readonly waitSeconds: number;
  /** A recovery card is in force. */
  readonly hasCard: boolean;
  /** She wanted the centre's key. */
  readonly hasCentreKey: boolean;
  readonly lockHiddenSeconds: HiddenSeconds;
  /** She is on a visit on a phone that the centre lends: it goes by itself once nothing is lost by it. */
  readonly visit: boolean;
  /** A new profile of hers takes its place: it goes by itself once nothing is lost by it. */
  readonly replaced: boolean;
}
