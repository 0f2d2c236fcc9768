/** In the form of API Gateway's. */
export const exampleRequestId = "JKJaXmPLvHcESHA=";
