/** What goes wrong with one request to a fake broker. */
export type Fault =
  /** Not carried out, never answered. */
  | { kind: 'HANG' }
  /** Carried out, never answered. */
  | { kind: 'DROP_ANSWER' }
  /** Carried out at once, answered `ms` later. */
  | { kind: 'LATE_ANSWER'; ms: number }
  /** Carried out and answered `ms` later, even if the connection is gone by then. */
  | { kind: 'LATE'; ms: number }
  /** Not carried out, answered like this. */
  | { kind: 'ANSWER'; code: number; remark?: string }
  /** Not carried out; the connection closes. */
  | { kind: 'CLOSE' }
  /** Carried out; the connection closes instead of an answer. */
  | { kind: 'CLOSE_AFTER' }
  /** Carried out; half of the answer, then the connection closes. */
  | { kind: 'CUT_MID_FRAME' }
  /** Carried out; the answer comes byte by byte. */
  | { kind: 'SPLIT' }
  /** Carried out; the answer comes two times. */
  | { kind: 'TWICE' }
  /** Carried out; the answer has a number that nobody used. */
  | { kind: 'WRONG_OPAQUE' }
  /** Not carried out; bytes that are no frame. */
  | { kind: 'GARBAGE' };

interface PlannedFault {
  requestCode: number | 'ANY';
  fault: Fault;
  /** How many requests it still hits. */
  left: number;
}

/** The faults that are still to come, in the order they were planned. */
export class FaultPlan {
  readonly #planned: PlannedFault[] = [];

  /** The next `times` requests with this code meet the fault. */
  add(requestCode: number | 'ANY', fault: Fault, times: number): void {
    this.#planned.push({ requestCode, fault, left: times });
  }

  /** Takes the fault for a request that has come. */
  take(requestCode: number): Fault | undefined {
    const index = this.#planned.findIndex(
      (plan) => plan.requestCode === 'ANY' || plan.requestCode === requestCode,
    );
    const plan = this.#planned[index];
    if (plan === undefined) return undefined;
    plan.left -= 1;
    if (plan.left <= 0) this.#planned.splice(index, 1);
    return plan.fault;
  }

  clear(): void {
    this.#planned.length = 0;
  }
}
