/**
 * Packs for whoever teaches, as the office lists them.
 *
 * Owns this shape. Must not: import anything but ids.
 */
import type { LessonId } from '../engine/types';

export interface TrainerPack {
  readonly pack: string;
  /** Content hash of its manifest. */
  readonly version: string;
  readonly title: string;
  readonly language: string;
  readonly size_bytes: number;
  readonly lessons: readonly { readonly id: LessonId; readonly title: string }[];
}
