/**
 * The programme as a phone needs it: courses, lessons and tasks, and how far each is on the phone.
 *
 * Owns these shapes. Must not: import anything but ids, or hold state.
 */
import type { LessonId, TaskId } from './record';
import type { Survey } from './surveys';

export type Text = Readonly<Record<string, string>>; // locale → words; `es` always present

/** The programme as a phone needs it: what may be learnt and what work is paid. */
export interface Catalogue {
  readonly programme: { readonly id: string; readonly title: Text };
  readonly courses: readonly Course[];
  readonly tasks: readonly Task[];
  /** Ways through the programme; absent where there are none. */
  readonly tracks?: readonly { readonly id: string; readonly title: Text }[];
  /** What is asked of her, and when; absent where nothing is. */
  readonly surveys?: readonly Survey[];
  /** Where people live, as the programme tells it apart; absent where it does not. */
  readonly regions?: readonly { readonly id: string; readonly title: Text }[];
}
export interface Course {
  readonly id: string;
  readonly title: Text;
  /** Language of the lessons. */
  readonly language: string;
  /** The course that this one says in another language, lesson by lesson. */
  readonly sameAs?: string;
  readonly pack: string;
  /** Content hash of the pack's manifest: a new one means new content. */
  readonly version: string;
  readonly sizeBytes: number;
  readonly lessons: readonly LessonHead[];
}
export interface LessonHead {
  readonly id: LessonId;
  readonly title: string;
  /** Depth in the table of contents, 0 or 1. */
  readonly level: number;
  readonly pages: number;
  readonly minutes: number;
  readonly hasQuiz: boolean;
}
export interface Task {
  readonly id: TaskId;
  readonly title: Text;
  /** Name of an icon in `ui/icons`. */
  readonly icon: string;
  readonly measure: 'minutes' | 'units';
  /** What a unit is, when measured in units ("imágenes"). */
  readonly unit?: Text;
}

/** One lesson, finished HTML, sanitised at import; from the pack's files on the phone. */
export interface Lesson {
  readonly id: LessonId;
  readonly title: string;
  readonly language: string;
  readonly pages: readonly Page[];
}
export type Page =
  | { readonly kind: 'text'; readonly html: string }
  | { readonly kind: 'quiz'; readonly quiz: Quiz };
export interface Quiz {
  readonly title?: string;
  readonly questions: readonly {
    readonly ask: string;
    readonly options: readonly { readonly text: string; readonly right: boolean; readonly why?: string }[];
  }[];
}

export type Download =
  | { readonly state: 'absent' }
  | { readonly state: 'partial'; readonly gotBytes: number; readonly totalBytes: number; readonly running: boolean }
  | { readonly state: 'here' }
  | { readonly state: 'no_room'; readonly gotBytes: number; readonly totalBytes: number };
