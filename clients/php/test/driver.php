<?php

// Answers `get` on standard input with one line of JSON, for the scenarios that all clients go through. Settings: the environment.

declare(strict_types=1);

require __DIR__ . '/../VendCredentials.php';

$provider = new Vend\VendCredentials();

while (($line = fgets(STDIN)) !== false) {
    if (trim($line) !== 'get') {
        continue;
    }
    try {
        $credentials = $provider->get();
        $answer = [
            'accessKeyId' => $credentials->getAccessKeyId(),
            'secretAccessKey' => $credentials->getSecretKey(),
            'sessionToken' => $credentials->getSecurityToken(),
            'expiration' => gmdate('Y-m-d\TH:i:s\Z', $credentials->getExpiration()),
        ];
    } catch (Vend\VendException $error) {
        $answer = ['error' => $error->getMessage()];
    }
    fwrite(STDOUT, json_encode($answer, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES) . "\n");
}
