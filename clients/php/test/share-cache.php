<?php

// A request of a web server, as it were: a process of its own that takes its credentials from the cache in the given folder.

declare(strict_types=1);

require __DIR__ . '/stand-ins.php';
require __DIR__ . '/../VendCredentials.php';

[, $options, $folder] = $argv;
$provider = new Vend\VendCredentials(json_decode($options, true) + ['cache' => new Vend\Test\FileCache($folder)]);
echo $provider->get()->getSecurityToken();
