/**
 * The programme as a phone needs it: courses, lessons and tasks, and how far each is on the phone.
 *
 * Owns these shapes. Must not: import anything but ids, or hold state.
 */
import type { LessonId, TaskId } from './record';
import type { PlacementStep, Survey } from './surveys';

export type Text = Readonly<Record<string, string>>; // locale → words; `es` always present

/** The programme as a phone needs it: what may be learnt and what work is paid. */
export interface Catalogue {
  readonly programme: { readonly id: string; readonly title: Text };
  /** Of the programme's definition; absent from an older office. */
  readonly version?: number;
  /** In that of the version in force: the other versions, and the beginning of each one's hash. */
  readonly others?: Readonly<Record<string, string>>;
  readonly courses: readonly Course[];
  /** Courses whose lessons are somewhere else. */
  readonly outside?: readonly OutsideCourse[];
  readonly tasks: readonly Task[];
  /** Ways through the programme; absent where there are none. */
  /** What is asked of her, and when; absent where nothing is. */
  readonly surveys?: readonly Survey[];
  /** Where people live, as the programme tells it apart; absent where it does not. */
  readonly regions?: readonly { readonly id: string; readonly title: Text }[];
  /** Ways through the programme; absent where there are none. */
  readonly tracks?: readonly Track[];
  /** Series of workshops; absent where there are none. */
  readonly series?: readonly { readonly id: string; readonly title: Text; readonly mode: 'on_site' | 'online' | 'either'; readonly sessions: number }[];
  /** What is asked of whoever enrols; absent where nothing is. */
  readonly requirements?: readonly Requirement[];
  /** Steps of placement; absent where there are none. */
  readonly placement?: readonly PlacementStep[];
  /** What is given to whoever completed something; absent where nothing is. */
  readonly certificates?: readonly { readonly id: string; readonly title: Text }[];
  /** What certificates open; absent where they open nothing. */
  readonly awards?: readonly Award[];
}
/** What a certificate opens. */
export interface Award {
  readonly id: string;
  readonly title: Text;
  /** The certificate that opens it. */
  readonly after: string;
  /** What she does to take it; absent: she speaks with whoever accompanies her. */
  readonly next?: Text;
  /** How many there are; absent: for everybody. */
  readonly places?: number;
}
export interface Track {
  readonly id: string;
  readonly title: Text;
  /** One sentence for whoever chooses. */
  readonly about?: Text;
  /** The courses of the common part: whoever completed them chooses. Absent: given at enrolment. */
  readonly chosenAfter?: readonly string[];
}
export interface Requirement {
  readonly id: string;
  readonly title: Text;
  readonly kind: 'commitment' | 'email' | 'basic_internet' | 'other';
  readonly ask: Text;
  /** What helps her to meet it; a lesson by its course and its place in it, from 1. */
  readonly step: { readonly text: Text; readonly lesson?: { readonly course: string; readonly number: number } };
}
export interface OutsideCourse {
  readonly id: string;
  readonly title: Text;
  readonly language?: string;
  /** The tracks that it is for; absent: it is for everybody. */
  readonly tracks?: readonly string[];
  readonly optional?: boolean;
  /** `https://…` */
  readonly url: string;
  /** By whose word a lesson counts as done. */
  readonly confirm: 'self' | 'staff';
  readonly lessons: readonly { readonly id: LessonId; readonly title: Text; readonly minutes: number }[];
}
export interface Course {
  readonly id: string;
  readonly title: Text;
  /** Language of the lessons. */
  readonly language: string;
  /** The course that this one says in another language, lesson by lesson. */
  readonly sameAs?: string;
  /** The tracks that it is for; absent: it is for everybody. */
  readonly tracks?: readonly string[];
  /** Nobody has to complete it. */
  readonly optional?: boolean;
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
