package vendcredentials

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestABundleStandsInPlaceOfTheSystemsAuthorities(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	own := filepath.Join(t.TempDir(), "ca.pem")
	block := &pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}
	if err := os.WriteFile(own, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	authorities, err := transport{caBundle: own}.readAuthorities()
	if err != nil {
		t.Fatal(err)
	}
	alone := x509.NewCertPool()
	alone.AddCert(server.Certificate())
	if !authorities.Equal(alone) {
		t.Error("others are trusted beside the bundle's")
	}
}

func TestSaysThatAHandshakeFailed(t *testing.T) {
	for name, answer := range map[string]string{
		"an alert":                        "\x15\x03\x03\x00\x02\x02\x28",
		"a message that there is none of": "\x16\x03\x03\x00\x04\x09\x00\x00\x00",
	} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			defer listener.Close()
			if connection, err := listener.Accept(); err == nil {
				defer connection.Close()
				_, _ = connection.Read(make([]byte, 4096))
				_, _ = connection.Write([]byte(answer))
				_, _ = connection.Read(make([]byte, 4096))
			}
		}()
		asked, _ := http.NewRequestWithContext(context.Background(), http.MethodGet, "https://"+listener.Addr().String(), nil)
		_, err = transport{connectTimeout: 5 * time.Second, readTimeout: 5 * time.Second}.send(asked)
		if err == nil || err.Error() != "the TLS handshake failed" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSaysThatAServerSpeaksOldTLSOnly(t *testing.T) {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
	server.StartTLS()
	t.Cleanup(server.Close)
	asked, _ := http.NewRequestWithContext(context.Background(), http.MethodGet, server.URL, nil)
	_, err := transport{connectTimeout: 5 * time.Second, readTimeout: 5 * time.Second}.send(asked)
	if err == nil || err.Error() != "the TLS handshake failed" {
		t.Error(err)
	}
}
