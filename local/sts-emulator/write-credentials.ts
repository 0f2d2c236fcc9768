import type { XmlElement } from "../../shared/present/write-xml.ts";
import type { RoleCaller } from "./caller.ts";
import type { Credentials } from "./sessions.ts";

export function writeCredentials(credentials: Credentials): XmlElement {
  return [
    "Credentials",
    [
      ["AccessKeyId", credentials.accessKeyId],
      ["SecretAccessKey", credentials.secretAccessKey],
      ["SessionToken", credentials.sessionToken],
      ["Expiration", `${new Date(credentials.expiresAtMs).toISOString().slice(0, 19)}Z`],
    ],
  ];
}

export function writeAssumedRoleUser(caller: RoleCaller): XmlElement {
  return [
    "AssumedRoleUser",
    [
      ["AssumedRoleId", caller.userId],
      ["Arn", caller.arn],
    ],
  ];
}
