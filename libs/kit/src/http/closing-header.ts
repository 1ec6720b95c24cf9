/**
 * Says, on answers of a service, that this instance is about to end: no more calls should be sent to it. With 503 it says besides that the call
 * was not begun, so that another instance may be given it, whatever its method. Callers from outside never see it.
 */
export const closingHeader = 'x-chowk-closing';
