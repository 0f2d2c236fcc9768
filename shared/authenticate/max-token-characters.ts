/**
 * The longest token that is looked at: what API Gateway lets through in all headers of a request together, so that a
 * token in a body may be no longer than one in a header.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
export const maxTokenCharacters = 10_240;
